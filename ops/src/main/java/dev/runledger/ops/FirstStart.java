package dev.runledger.ops;

import dev.runledger.command.account.ApiKey;
import dev.runledger.command.account.DefaultAccount;
import dev.runledger.ops.embedded.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Makes what every installation needs and does not have yet; keeps a generated key where its owner finds it. */
final class FirstStart {

    private final DefaultAccount account;
    private final NodeSettings settings;
    private final NodeData data;
    private final Progress progress;

    FirstStart(DefaultAccount account, NodeSettings settings, NodeData data, Progress progress) {
        this.account = account;
        this.settings = settings;
        this.data = data;
        this.progress = progress;
    }

    void run() {
        account.ensure(settings.apiKey(), settings.tenancy().defaultPlan(), this::keep);
    }

    /** Printed once, here; API.md §1.2. */
    private void keep(ApiKey generated) {
        try {
            data.keep(generated);
        } catch (IOException e) {
            throw new UncheckedIOException("the API key cannot be kept in " + data.keyFile(), e);
        }
        progress.step("Your API key is " + generated.text() + " (kept in " + data.keyFile() + ")");
    }
}

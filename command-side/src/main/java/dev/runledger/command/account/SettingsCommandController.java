package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.ReplaceSettings;
import dev.runledger.kernel.account.AccountSettings;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.jsonapi.Payload;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an admin can set for the whole account (API.md §8.1): plain JSON, without an envelope. */
@RestController
class SettingsCommandController {

    static final String PATH = "/api/v1/accounts/current/settings";

    /** In bytes, as they were sent. */
    private static final int LIMIT = 64 * 1024;

    private final Commands commands;

    SettingsCommandController(Commands commands) {
        this.commands = commands;
    }

    @PutMapping(PATH)
    ResponseEntity<ObjectNode> replace(Payload payload, Caller caller) {
        caller.require(Role.ADMIN);
        if (payload.bytes().length > LIMIT) {
            throw new Refused(new Refusal.PayloadTooLarge(LIMIT));
        }
        ReplaceSettings command = new ReplaceSettings(caller.account(), SettingsRules.judged(payload.requiredObject()));
        AccountView account = commands.send(command, caller, AccountView.class);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(AccountSettings.shown(account.settings()));
    }
}

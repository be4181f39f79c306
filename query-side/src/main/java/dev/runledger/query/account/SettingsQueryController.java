package dev.runledger.query.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.account.AccountSettings;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is set for the whole account (API.md §8.1): plain JSON, without an envelope. */
@RestController
class SettingsQueryController {

    private final SettingsReader settings;

    SettingsQueryController(SettingsReader settings) {
        this.settings = settings;
    }

    @GetMapping("/api/v1/accounts/current/settings")
    ResponseEntity<ObjectNode> read(Caller caller) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(AccountSettings.shown(settings.of(caller.account())));
    }
}

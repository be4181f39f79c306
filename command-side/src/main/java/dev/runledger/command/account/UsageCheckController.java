package dev.runledger.command.account;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/usage/actions/verify} (API.md §10). It changes nothing, so any role may ask. */
@RestController
class UsageCheckController {

    private final UsageCheck check;
    private final Clock clock;

    /** The events of a month are many; those who ask at the same time wait for each other. */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    UsageCheckController(UsageCheck check, Clock clock) {
        this.check = check;
        this.clock = clock;
    }

    /** The answer, as plain JSON. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Verified(String period, long counter, long recomputed, boolean equal, long upToPosition) {}

    @PostMapping("/api/v1/usage/actions/verify")
    ResponseEntity<Verified> verify(Caller caller) {
        YearMonth period = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        UsageCheck.Result result = counted(caller.account(), period);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Verified(
                        period.toString(),
                        result.counter(),
                        result.recomputed(),
                        result.counter() == result.recomputed(),
                        result.upToPosition()));
    }

    private UsageCheck.Result counted(AccountId account, YearMonth period) {
        oneAtATime.lock();
        try {
            return check.of(account, period);
        } finally {
            oneAtATime.unlock();
        }
    }
}

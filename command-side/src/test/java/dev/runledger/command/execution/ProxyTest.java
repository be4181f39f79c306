package dev.runledger.command.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A proxy would resolve the name anew and connect wherever it likes, so none is ever asked. */
class ProxyTest {

    @Test
    void noProxyOfTheEnvironmentOrOfTheJvmIsUsed() throws Exception {
        try (RawTarget proxy = RawTarget.answering(RawTarget.OK);
                RawTarget target = new RawTarget(peer -> {
                    peer.send(RawTarget.OK);
                    peer.awaitEnd();
                })) {
            String port = Integer.toString(proxy.port());
            List<String> command = new ArrayList<>(OtherJvm.command(
                    Calls.class,
                    "-Dhttp.proxyHost=127.0.0.1",
                    "-Dhttp.proxyPort=" + port,
                    "-Dhttps.proxyHost=127.0.0.1",
                    "-Dhttps.proxyPort=" + port,
                    "-Dhttp.nonProxyHosts=",
                    "-DsocksProxyHost=127.0.0.1",
                    "-DsocksProxyPort=" + port,
                    "-DsocksNonProxyHosts=",
                    "-Djava.net.useSystemProxies=true"));
            command.add("127.0.0.0/8");
            command.add("http://127.0.0.1:" + target.port() + "/");
            command.add("https://127.0.0.1:" + target.port() + "/");
            Map<String, String> environment = new HashMap<>();
            for (String name : List.of("http_proxy", "https_proxy", "all_proxy")) {
                environment.put(name, "http://127.0.0.1:" + port);
                environment.put(name.toUpperCase(Locale.ROOT), "http://127.0.0.1:" + port);
            }

            assertThat(OtherJvm.lines(command, environment))
                    .contains(
                            "answered 200",
                            "TLS: no secure connection to 127.0.0.1:" + target.port() + ": it does not speak TLS");
            assertThat(target.connections).hasValue(2);
            assertThat(proxy.connections).hasValue(0);
        }
    }
}

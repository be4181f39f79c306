package dev.runledger.command.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority made for one test class with the JDK's own keytool. */
final class TestAuthority {

    private static final String PASSWORD = "for-tests-only";

    private final Path keystore;

    TestAuthority(Path folder) throws IOException {
        keystore = folder.resolve("authority.p12");
        generate("ca", "-ext", "bc:c");
    }

    /** PEM text of the authority's certificate. */
    String pem() throws IOException, GeneralSecurityException {
        return pem("ca");
    }

    String pem(String alias) throws IOException, GeneralSecurityException {
        Certificate certificate = load().getCertificate(alias);
        String base64 = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }

    /** Server sockets that show a certificate for these names. */
    ServerSocketFactory issue(String alias, String names, String... more) throws IOException, GeneralSecurityException {
        List<String> options = new ArrayList<>(List.of("-signer", "ca", "-ext", "san=" + names));
        options.addAll(List.of(more));
        generate(alias, options.toArray(String[]::new));
        return showing(alias);
    }

    /** Server sockets that show a certificate which nobody but itself vouches for. */
    ServerSocketFactory selfSigned(String alias, String names) throws IOException, GeneralSecurityException {
        generate(alias, "-ext", "san=" + names);
        return showing(alias);
    }

    private ServerSocketFactory showing(String alias) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(only(alias), PASSWORD.toCharArray());
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private KeyStore only(String alias) throws IOException, GeneralSecurityException {
        KeyStore.ProtectionParameter password = new KeyStore.PasswordProtection(PASSWORD.toCharArray());
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setEntry(alias, load().getEntry(alias, password), password);
        return one;
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
    }

    private void generate(String alias, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
        command.addAll(List.of("-keystore", keystore.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}

package dev.runledger.command.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS, 1.2 at least, over a connection to a peer that proves itself as the job wants it (API.md §9.3). Contexts are
 * kept: reading the system's trust store takes longer than a handshake.
 */
final class TlsClients {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Distinct settings at a time; each context weighs about a system trust store. */
    private static final int CONTEXTS = 200;

    private final Cache<TlsSettings, SSLContext> contexts =
            Caffeine.newBuilder().maximumSize(CONTEXTS).build();

    /**
     * Not the JDK's own check, which refuses names with an underscore and reports a foreign name in the same breath as a
     * foreign issuer.
     */
    private final DefaultHostnameVerifier names = new DefaultHostnameVerifier();

    /** Shakes hands and checks the peer; the socket's read timeout must be set. Closes nothing. */
    SSLSocket secure(Socket socket, TargetUrl target, TlsSettings settings) throws IOException {
        SSLSocket secured = (SSLSocket)
                context(settings).getSocketFactory().createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setServerNames(target.literal() != null ? List.of() : List.of(new ServerName(target.host())));
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        if (settings.verify()) {
            verifyName(secured, target.host());
        }
        return secured;
    }

    private void verifyName(SSLSocket secured, String host) throws SSLException {
        Certificate shown = secured.getSession().getPeerCertificates()[0];
        if (!(shown instanceof X509Certificate certificate)) {
            throw new SSLException("the peer's certificate is not an X.509 one");
        }
        names.verify(host, certificate);
    }

    private SSLContext context(TlsSettings settings) throws CaCertUnreadable {
        SSLContext known = contexts.getIfPresent(settings);
        if (known != null) {
            return known;
        }
        SSLContext made = create(settings);
        contexts.put(settings, made);
        return made;
    }

    private static SSLContext create(TlsSettings settings) throws CaCertUnreadable {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, settings.verify() ? trusted(settings.caCert()) : trustingAll(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM offers no TLS", e);
        }
    }

    private static TrustManager[] trustingAll() {
        return new TrustManager[] {new TrustEveryone()};
    }

    private static TrustManager[] trusted(@Nullable String caCert) throws GeneralSecurityException, CaCertUnreadable {
        TrustManager[] system = trustManagers(null);
        return caCert == null ? system : trustManagers(withFurther(PemCertificates.read(caCert), system));
    }

    /** @param store null for the system's */
    private static TrustManager[] trustManagers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore withFurther(List<Certificate> further, TrustManager[] system)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store needs no input", e);
        }
        int alias = 0;
        for (Certificate certificate : further) {
            store.setCertificateEntry("ca-cert-" + alias++, certificate);
        }
        for (X509Certificate certificate : issuers(system)) {
            store.setCertificateEntry("system-" + alias++, certificate);
        }
        return store;
    }

    private static List<X509Certificate> issuers(TrustManager[] managers) {
        return Arrays.stream(managers)
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                .toList();
    }
}

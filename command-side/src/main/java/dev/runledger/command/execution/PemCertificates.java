package dev.runledger.command.execution;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the certificates out of PEM text; what stands between them is comment. */
final class PemCertificates {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private PemCertificates() {}

    static List<Certificate> read(String pem) throws CaCertUnreadable {
        List<Certificate> certificates = new ArrayList<>();
        for (int begin = pem.indexOf(BEGIN); begin >= 0; begin = pem.indexOf(BEGIN, begin)) {
            int end = pem.indexOf(END, begin);
            String name = "certificate " + (certificates.size() + 1) + " of ca_cert";
            if (end < 0) {
                throw new CaCertUnreadable(name + " has no END line", null);
            }
            certificates.add(decode(pem.substring(begin + BEGIN.length(), end), name));
            begin = end;
        }
        if (certificates.isEmpty()) {
            throw new CaCertUnreadable("ca_cert holds no certificate", null);
        }
        return certificates;
    }

    private static Certificate decode(String base64, String name) throws CaCertUnreadable {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (RuntimeException | CertificateException e) {
            // The JVM's reader of certificates has failed in more ways than it declares.
            throw new CaCertUnreadable(name + " cannot be read", e);
        }
    }
}

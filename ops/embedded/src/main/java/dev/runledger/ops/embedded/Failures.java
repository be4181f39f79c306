package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says an exception in words, because the message of a file system's exception is often only a path. */
final class Failures {

    private Failures() {}

    static String reason(Exception failure) {
        return switch (failure) {
            case AccessDeniedException e -> "permission denied on " + e.getFile();
            case NoSuchFileException e -> e.getFile() + " does not exist";
            case FileSystemException e when e.getReason() != null -> e.getReason() + " (" + e.getFile() + ")";
            case IOException e when e.getMessage() != null -> e.getMessage();
            default -> failure.toString();
        };
    }
}

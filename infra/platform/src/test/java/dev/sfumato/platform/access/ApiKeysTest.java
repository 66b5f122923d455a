package dev.sfumato.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

class ApiKeysTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir Path folder;

    @Test
    void listsEveryMistakeAndNoHash() throws Exception {
        // Given
        String lines =
                """
                # tenant, key id, hash, scopes
                acme,k1,HASH,generate read
                acme,k1,HASH,read
                Acme,k2,HASH,read
                acme,k3,abc,read
                acme,k4,HASH,write
                acme,k5
                """;
        Path file = Files.writeString(folder.resolve("keys"), lines.replace("HASH", HASH));
        // When
        assertThatThrownBy(() -> ApiKeys.load(file))
                // Then
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3: key id must be there, and only once")
                .hasMessageContaining("line 4: tenant must be")
                .hasMessageContaining("line 5: hash must be 64 lower-case hex digits")
                .hasMessageContaining("line 6: scopes must be some of generate read operate")
                .hasMessageContaining("line 7 must be tenant,key id,hash,scopes")
                .message()
                .doesNotContain(HASH)
                .doesNotContain("line 2");
    }

    @Test
    void failsWithoutItsFile() {
        // Given
        Path absent = folder.resolve("absent");
        // When
        assertThatThrownBy(() -> ApiKeys.load(absent))
                // Then
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(absent.toString());
        assertThat(absent).doesNotExist();
    }
}

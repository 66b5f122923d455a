package dev.sfumato.schemas.codec;

import static dev.sfumato.schemas.codec.Values.maybe;

import dev.sfumato.schemas.avro.CancelRecord;
import dev.sfumato.schemas.avro.CommandRecord;
import dev.sfumato.schemas.avro.GenerateRecord;
import dev.sfumato.schemas.avro.SourceRecord;
import dev.sfumato.schemas.events.Command;
import dev.sfumato.schemas.events.Command.Cancel;
import dev.sfumato.schemas.events.Command.Generate;
import dev.sfumato.schemas.events.Command.Source;
import dev.sfumato.schemas.events.GenerationId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Commands to Avro and back. */
final class Commands {
    private Commands() {}

    static CommandRecord toAvro(Command command) {
        return new CommandRecord(
                command.id().value(),
                command.tenant(),
                maybe(command.source(), Commands::toAvro),
                command.at(),
                body(command));
    }

    private static Object body(Command command) {
        return switch (command) {
            case Generate generate ->
                    new GenerateRecord(generate.clientKey(), Requests.toAvro(generate.request()));
            case Cancel ignored -> new CancelRecord();
        };
    }

    static Command fromAvro(CommandRecord command) {
        GenerationId id = new GenerationId(command.getId());
        String tenant = command.getTenant();
        @Nullable Source source = maybe(command.getSource(), Commands::fromAvro);
        Instant at = command.getAt();
        return switch (command.getCommand()) {
            case GenerateRecord generate ->
                    new Generate(
                            id,
                            tenant,
                            source,
                            at,
                            generate.getClientKey(),
                            Requests.fromAvro(generate.getRequest()));
            case CancelRecord ignored -> new Cancel(id, tenant, source, at);
            default -> throw new MalformedRecordException("unknown type of command");
        };
    }

    private static SourceRecord toAvro(Source source) {
        return new SourceRecord(source.topic(), source.partition(), source.offset());
    }

    private static Source fromAvro(SourceRecord source) {
        return new Source(source.getTopic(), source.getPartition(), source.getOffset());
    }
}

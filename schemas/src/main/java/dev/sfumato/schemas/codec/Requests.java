package dev.sfumato.schemas.codec;

import static dev.sfumato.schemas.codec.Values.all;
import static dev.sfumato.schemas.codec.Values.json;
import static dev.sfumato.schemas.codec.Values.maybe;
import static dev.sfumato.schemas.codec.Values.object;

import dev.sfumato.Generate;
import dev.sfumato.schemas.avro.LoraRecord;
import dev.sfumato.schemas.avro.OutputRecord;
import dev.sfumato.schemas.avro.ResolvedRequestRecord;
import dev.sfumato.schemas.requests.GenerationRequest;
import dev.sfumato.schemas.requests.Lora;
import dev.sfumato.schemas.requests.Output;
import dev.sfumato.schemas.requests.Priority;
import dev.sfumato.schemas.requests.Quality;
import dev.sfumato.schemas.requests.ResolvedRequest;

import java.util.Map;
import java.util.TreeMap;

/** Requests to Avro and back. */
final class Requests {
    private Requests() {}

    static Generate toAvro(GenerationRequest request) {
        // Its builder would check and copy again what the writer checks.
        var avro = new Generate();
        avro.setTask(request.task());
        avro.setModel(request.model());
        avro.setPrompt(request.prompt());
        avro.setNegativePrompt(request.negativePrompt());
        avro.setSteps(request.steps());
        avro.setGuidanceScale(request.guidanceScale());
        avro.setScheduler(request.scheduler());
        avro.setSeed(request.seed());
        avro.setRng(request.rng());
        avro.setCount(request.count());
        avro.setPriority(maybe(request.priority(), Requests::toAvro));
        avro.setDeadline(request.deadline());
        avro.setPreviews(request.previews());
        avro.setQuality(maybe(request.quality(), Requests::toAvro));
        avro.setLora(all(request.lora(), Requests::toAvro));
        avro.setOutput(maybe(request.output(), Requests::toAvro));
        avro.setWebhook(request.webhook());
        avro.setMetadata(sorted(request.metadata()));
        avro.setInputs(sorted(request.inputs()));
        avro.setParameters(json(request.parameters()));
        return avro;
    }

    static GenerationRequest fromAvro(Generate request) {
        return new GenerationRequest(
                request.getTask(),
                request.getModel(),
                request.getPrompt(),
                request.getNegativePrompt(),
                request.getSteps(),
                request.getGuidanceScale(),
                request.getScheduler(),
                request.getSeed(),
                request.getRng(),
                request.getCount(),
                maybe(request.getPriority(), Requests::fromAvro),
                request.getDeadline(),
                request.getPreviews(),
                maybe(request.getQuality(), Requests::fromAvro),
                all(request.getLora(), Requests::fromAvro),
                maybe(request.getOutput(), Requests::fromAvro),
                request.getWebhook(),
                request.getMetadata(),
                request.getInputs(),
                object(request.getParameters()));
    }

    static ResolvedRequestRecord toAvro(ResolvedRequest request) {
        return ResolvedRequestRecord.newBuilder()
                .setTask(request.task())
                .setModel(request.model())
                .setPrompt(request.prompt())
                .setNegativePrompt(request.negativePrompt())
                .setSteps(request.steps())
                .setGuidanceScale(request.guidanceScale())
                .setScheduler(request.scheduler())
                .setSeed(request.seed())
                .setRng(request.rng())
                .setCount(request.count())
                .setPriority(toAvro(request.priority()))
                .setDeadline(request.deadline())
                .setPreviews(request.previews())
                .setQuality(toAvro(request.quality()))
                .setLora(all(request.lora(), Requests::toAvro))
                .setOutput(toAvro(request.output()))
                .setWebhook(request.webhook())
                .setMetadata(sorted(request.metadata()))
                .setInputs(sorted(request.inputs()))
                .setParameters(json(request.parameters()))
                .setCost(request.cost())
                .build();
    }

    static ResolvedRequest fromAvro(ResolvedRequestRecord request) {
        return new ResolvedRequest(
                request.getTask(),
                request.getModel(),
                request.getPrompt(),
                request.getNegativePrompt(),
                request.getSteps(),
                request.getGuidanceScale(),
                request.getScheduler(),
                request.getSeed(),
                request.getRng(),
                request.getCount(),
                fromAvro(request.getPriority()),
                request.getDeadline(),
                request.getPreviews(),
                fromAvro(request.getQuality()),
                all(request.getLora(), Requests::fromAvro),
                fromAvro(request.getOutput()),
                request.getWebhook(),
                request.getMetadata(),
                request.getInputs(),
                object(request.getParameters()),
                request.getCost());
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return map.size() < 2 ? map : new TreeMap<>(map);
    }

    private static LoraRecord toAvro(Lora lora) {
        return new LoraRecord(lora.id(), lora.weight());
    }

    private static Lora fromAvro(LoraRecord lora) {
        return new Lora(lora.getId(), lora.getWeight());
    }

    private static OutputRecord toAvro(Output output) {
        return new OutputRecord(output.format(), output.quality());
    }

    private static Output fromAvro(OutputRecord output) {
        return new Output(output.getFormat(), output.getQuality());
    }

    private static dev.sfumato.schemas.avro.Priority toAvro(Priority priority) {
        return dev.sfumato.schemas.avro.Priority.valueOf(priority.name());
    }

    private static Priority fromAvro(dev.sfumato.schemas.avro.Priority priority) {
        return Priority.valueOf(priority.name());
    }

    private static dev.sfumato.schemas.avro.Quality toAvro(Quality quality) {
        return dev.sfumato.schemas.avro.Quality.valueOf(quality.name());
    }

    private static Quality fromAvro(dev.sfumato.schemas.avro.Quality quality) {
        return Quality.valueOf(quality.name());
    }
}

package dev.sfumato.schemas.requests;

import dev.sfumato.schemas.events.ModelCard;

import java.util.List;

/** What the picture modality's tasks need, and which task a request means that doesn't say. */
final class Tasks {
    static final String TEXT_TO_IMAGE = "text-to-image";
    static final String IMAGE_TO_IMAGE = "image-to-image";
    static final String INPAINTING = "inpainting";

    private Tasks() {}

    static String of(GenerationRequest request, ModelCard card) {
        if (request.task() != null) {
            return request.task();
        }
        if (request.inputs().containsKey("mask")) {
            return INPAINTING;
        }
        if (request.inputs().containsKey("image")) {
            return IMAGE_TO_IMAGE;
        }
        boolean other = !card.tasks().isEmpty() && !card.tasks().contains(TEXT_TO_IMAGE);
        return other ? card.tasks().getFirst() : TEXT_TO_IMAGE;
    }

    static boolean isPicture(String task) {
        return switch (task) {
            case TEXT_TO_IMAGE, IMAGE_TO_IMAGE, INPAINTING -> true;
            default -> false;
        };
    }

    /** Inputs without which a task can't be done. */
    static List<String> inputs(String task) {
        return switch (task) {
            case IMAGE_TO_IMAGE -> List.of("image");
            case INPAINTING -> List.of("image", "mask");
            default -> List.of();
        };
    }
}

package dev.sfumato.gateway.streaming;

import java.time.Duration;

/**
 * What one socket may take.
 *
 * @param subscriptions generations watched at a time
 * @param unanswered requests under way at a time
 * @param queueBytes unread by the client, about, before it is disconnected
 * @param ping how often it is asked for a sign of life; two missed ones end it
 */
public record SocketLimits(int subscriptions, int unanswered, int queueBytes, Duration ping) {}

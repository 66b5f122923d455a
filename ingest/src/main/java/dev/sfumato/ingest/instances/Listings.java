package dev.sfumato.ingest.instances;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sfumato.ingest.status.StatusService;
import dev.sfumato.ingest.status.StatusView.Known;
import dev.sfumato.ingest.status.StatusView.Page;
import dev.sfumato.ingest.status.StatusView.Query;
import dev.sfumato.ingest.status.ViewUnavailableException;
import dev.sfumato.ingest.streams.Holdings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists of generations over all instances. */
public final class Listings {
    private static final String MOVING = "the status view is moving to another instance";

    private final Vertx vertx;
    private final StatusService status;
    private final Places places;
    private final PeerClient peers;

    /** Over this instance's view, and the others'. */
    public Listings(Vertx vertx, StatusService status, Places places, PeerClient peers) {
        this.vertx = vertx;
        this.status = status;
        this.places = places;
        this.peers = peers;
    }

    /**
     * A page of the tenant's generations. Instances that can't be reached are replaced by the
     * copies here; fails with {@link ViewUnavailableException} where there are none, and with
     * {@link IllegalArgumentException} for a cursor that isn't ours.
     */
    public Future<Listing> list(Asker asker, Query query) {
        List<Holdings> all = status.holdings();
        List<Future<Listing>> pages = new ArrayList<>();
        Set<Integer> wanted = new HashSet<>();
        for (Holdings each : all) {
            wanted.addAll(each.partitions());
            if (!each.partitions().isEmpty()) {
                pages.add(
                        status.isSelf(each.host())
                                ? here(asker, query, each)
                                : away(asker, query, each));
            }
        }
        if (pages.isEmpty()) {
            return Future.failedFuture(new ViewUnavailableException(MOVING));
        }
        return Future.all(pages)
                .map(
                        done -> {
                            Listing merged =
                                    Listing.merged(query.tenant(), done.list(), query.limit());
                            if (!merged.partitions().containsAll(wanted)) {
                                throw new ViewUnavailableException(MOVING);
                            }
                            return merged;
                        });
    }

    /** As {@link #list}, for another instance: what this one owns. */
    public Future<Listing> listHere(Asker asker, Query query) {
        Set<Integer> partitions =
                status.holdings().stream()
                        .filter(each -> status.isSelf(each.host()))
                        .findFirst()
                        .map(Holdings::partitions)
                        .orElse(Set.of());
        return page(asker, query, partitions, false);
    }

    private Future<Listing> here(Asker asker, Query query, Holdings self) {
        return page(asker, query, self.partitions(), false);
    }

    private Future<Listing> away(Asker asker, Query query, Holdings other) {
        return peers.get(other.host(), path(query), asker, Hop.OWNER)
                .map(Listing::of)
                .recover(failure -> page(asker, query, other.partitions(), true));
    }

    private Future<Listing> page(Asker asker, Query query, Set<Integer> partitions, boolean stale) {
        return vertx.executeBlocking(() -> status.view().list(query, partitions), false)
                .compose(page -> shown(asker, page, partitions, stale));
    }

    private Future<Listing> shown(Asker asker, Page page, Set<Integer> partitions, boolean stale) {
        List<Future<ObjectNode>> generations = new ArrayList<>();
        for (Known known : page.known()) {
            generations.add(places.placed(asker, known));
        }
        return Future.all(generations)
                .map(done -> new Listing(done.list(), page.next(), partitions, stale));
    }

    private static String path(Query query) {
        var path = new StringBuilder("/v1/generations?limit=").append(query.limit());
        if (query.status() != null) {
            path.append("&status=").append(query.status().name().toLowerCase(Locale.ROOT));
        }
        if (query.cursor() != null) {
            path.append("&cursor=")
                    .append(URLEncoder.encode(query.cursor(), StandardCharsets.UTF_8));
        }
        return path.toString();
    }
}

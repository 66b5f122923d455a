package dev.sfumato.ingest.admission;

import dev.sfumato.platform.fleet.FleetView;
import dev.sfumato.schemas.events.ModelCard;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the workers announced, and what the configuration promises. */
public final class FleetCatalogue implements Catalogue {

    private final FleetView fleet;
    private final Set<String> pools;
    private final String defaultPool;
    private final Set<String> promised;

    /**
     * Over the live view.
     *
     * @param pools that have a work topic, the default one first
     * @param promised ids of models that the configuration names
     */
    public FleetCatalogue(FleetView fleet, List<String> pools, List<String> promised) {
        this.fleet = fleet;
        this.pools = Set.copyOf(pools);
        this.defaultPool = pools.getFirst();
        this.promised = Set.copyOf(promised);
    }

    @Override
    public String poolOf(String model) {
        return fleet.poolOf(model).filter(pools::contains).orElse(defaultPool);
    }

    @Override
    public boolean isPromised(String model) {
        return promised.contains(model);
    }

    @Override
    public Optional<ModelCard> find(String id) {
        return fleet.find(id);
    }

    @Override
    public String defaultModel() {
        return fleet.defaultModel();
    }

    @Override
    public List<String> ids() {
        return fleet.ids();
    }
}

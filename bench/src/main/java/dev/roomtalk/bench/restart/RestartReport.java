package dev.roomtalk.bench.restart;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import java.util.List;

/**
 * When the clients of {@code bench restart} were back.
 *
 * @param away how long nobody was served, in seconds
 * @param back seconds from when the server served again until each client was in its room, ascending
 * @param attempts to connect that failed
 */
public record RestartReport(int clients, int rooms, double away, List<Double> back, int attempts) implements Result {
    public RestartReport {
        back = List.copyOf(back);
    }

    @Override
    public String table() {
        return """
                %,d clients of one address in %,d rooms; the server was away for %.1f s
                back in their rooms           %,8d
                half of them after, s         %8.1f
                90 %% of them after, s         %8.1f
                all of them after, s          %8.1f
                attempts that failed          %,8d
                """.formatted(clients, rooms, away, back.size(), after(.5), after(.9), after(1), attempts);
    }

    private double after(double share) {
        return back.isEmpty() ? 0 : back.get((int) Math.ceil(share * back.size()) - 1);
    }

    @Override
    public List<String> faults() {
        return back.size() == clients ? List.of() : List.of(clients - back.size() + " clients did not come back");
    }

    @Override
    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("clients", clients);
        root.addProperty("rooms", rooms);
        root.addProperty("away_s", away);
        root.addProperty("back", back.size());
        root.addProperty("half_after_s", after(.5));
        root.addProperty("ninety_percent_after_s", after(.9));
        root.addProperty("all_after_s", after(1));
        root.addProperty("failed_attempts", attempts);
        return new GsonBuilder().setPrettyPrinting().create().toJson(root);
    }
}

package dev.roomtalk.server.room;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds the topic and the settings of a room, and decides about requests to change them. Confined to its room. */
final class Profile {
    private final Room.Charter charter;
    private final Supplier<RoomRules> rules;
    private final Permissions permissions;
    private final Lifetime lifetime;
    private final SlowMode slowMode;
    private final Targets targets;
    private final Effects effects;
    private String topic;

    /** As the host set them; what the server allows may be less. */
    private RoomSettings settings;

    Profile(
            Room.Charter charter,
            Supplier<RoomRules> rules,
            Room.Memory memory,
            Permissions permissions,
            Lifetime lifetime,
            SlowMode slowMode,
            Targets targets,
            Effects effects) {
        this.charter = charter;
        this.rules = rules;
        this.permissions = permissions;
        this.lifetime = lifetime;
        this.slowMode = slowMode;
        this.targets = targets;
        this.effects = effects;
        this.topic = memory.topic();
        this.settings = memory.settings();
        follow();
    }

    private void follow() {
        slowMode.set(settings.slowSeconds());
        targets.set(settings.editSeconds());
    }

    String topic() {
        return topic;
    }

    /** The settings in effect: what the host set, within what the server allows. */
    RoomSettings settings() {
        return charter.history() ? settings.within(rules.get().standard()) : settings.withoutHistory();
    }

    /** What the request changes; null: nothing, and it has been refused. */
    @Nullable
    RoomChange decide(RoomCommand.SetTopic c, long now) {
        Member member = permissions.member(c);
        if (member == null) {
            return null;
        }
        if (permissions.muteMillis(member.userId, now) > 0) {
            effects.refuse(c, Refused.MUTED);
            return null;
        }
        if (c.topic().getBytes(StandardCharsets.UTF_8).length > rules.get().topicBytes()) {
            effects.refuse(c, Refused.TOO_LONG);
            return null;
        }
        return new RoomChange.TopicIs(c.topic(), member.name);
    }

    /** As {@link #decide(RoomCommand.SetTopic, long)}. */
    @Nullable
    RoomChange decide(RoomCommand.Change c) {
        Member host = permissions.host(c);
        if (host == null) {
            return null;
        }
        if (!charter.history() && c.change().ofHistory()) {
            effects.refuse(c, Refused.NO_HISTORY);
            return null;
        }
        return new RoomChange.SettingsAre(c.change().of(settings), host.name);
    }

    /** Changes were missed: applies those whose outcome differs from what is here. */
    void restate(RoomState now, long millis) {
        if (!now.topic().topic().equals(topic)) {
            apply(now.topic(), millis);
        }
        if (!now.settings().settings().equals(settings)) {
            apply(now.settings());
        }
    }

    void apply(RoomChange.TopicIs change, long now) {
        topic = change.topic();
        lifetime.used(now);
        effects.tell(new Effect.TopicIs(topic, change.by()));
    }

    void apply(RoomChange.SettingsAre change) {
        settings = change.settings();
        follow();
        effects.tell(new Effect.SettingsAre(settings(), change.by()));
    }
}

package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TokenRenewed;
import dev.roomtalk.server.store.TokenHash;

/** Renews the tokens of users, which ends their other sessions. On the loop of the connection that sent the request. */
final class TokenHandler {
    private final Users users;
    private final Sessions sessions;

    TokenHandler(Users users, Sessions sessions) {
        this.users = users;
        this.sessions = sessions;
    }

    void renew(ClientRequest request) {
        users.renew(request.user(), request.phase().token())
                .whenComplete((renewed, failure) -> request.execute(() -> {
                    if (failure != null) {
                        request.failed(failure);
                    } else if (renewed == null) {
                        request.refuse(RefusalReason.UNKNOWN_TOKEN, "this user no longer exists");
                    } else {
                        request.phase().renewed(TokenHash.of(renewed));
                        request.answer(ServerMessage.newBuilder()
                                .setTokenRenewed(TokenRenewed.newBuilder().setToken(ByteString.copyFrom(renewed))));
                        sessions.revokeOthers(request.user().id(), request.connection());
                    }
                }));
    }
}

package dev.roomtalk.server.control;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TokenRenewed;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.wire.Protocol;
import java.util.concurrent.CompletionStage;

/** Renews the tokens of users, which ends their other sessions. On the loop of the connection that sent the request. */
final class TokenHandler {
    private static final int WAIT_MILLIS = 1_000;

    private final Users users;
    private final SessionEnds sessions;

    TokenHandler(Users users, SessionEnds sessions) {
        this.users = users;
        this.sessions = sessions;
    }

    void renew(ClientRequest request, RenewToken wanted) {
        byte[] hash = wanted.getNewTokenHash().toByteArray();
        if (hash.length != 0 && hash.length != Protocol.TOKEN_LENGTH) {
            request.refuse(RefusalReason.BAD_REQUEST, "new_token_hash is 32 bytes", 0);
            return;
        }
        CompletionStage<Users.Renewal> renewal =
                users.renew(request.user(), request.phase().token(), hash.length == 0 ? null : TokenHash.ofHash(hash));
        if (renewal == null) {
            request.refuse(RefusalReason.BUSY, "the token is being renewed already", WAIT_MILLIS);
        } else {
            renewal.whenComplete((renewed, failure) -> request.execute(() -> {
                if (failure != null) {
                    request.failed(failure);
                } else {
                    answer(request, renewed);
                }
            }));
        }
    }

    private void answer(ClientRequest request, Users.Renewal renewal) {
        switch (renewal) {
            case Users.NotRenewed _ ->
                request.refuse(RefusalReason.UNKNOWN_TOKEN, "this user no longer exists, or has another token");
            case Users.Renewed renewed -> {
                request.phase().renewed(renewed.tokenHash());
                request.answer(ServerMessage.newBuilder()
                        .setTokenRenewed(TokenRenewed.newBuilder().setToken(renewed.token())));
                sessions.revokeOthers(request.user().id(), request.connection());
            }
        }
    }
}

package dev.roomtalk.server.console;

/** Answers the requests of one console. Confined to the thread of its connection, which may wait. */
final class ConsoleHandler {
    private final ServerViews serverViews;
    private final RoomViews roomViews;
    private final OperatorActions operatorActions;
    private final ServerActions serverActions;
    private final MessageActions messageActions;
    private final UserActions userActions;
    private final UserExport userExport;
    private final HookActions hookActions;

    ConsoleHandler(NodeView node, Caller caller) {
        RoomAccess access =
                new RoomAccess(node.state().relay().rooms(), node.people().users(), caller);
        AuditedActions audited = new AuditedActions(node.audit(), caller);
        this.serverViews = new ServerViews(node);
        this.roomViews = new RoomViews(node.state(), node.kept().rooms(), access);
        this.operatorActions = new OperatorActions(access, node.people().addresses(), node.state(), audited);
        this.serverActions = new ServerActions(node.reloading(), node.state(), node.people(), access, audited);
        this.messageActions = new MessageActions(
                node.process(), node.people().messages(), node.kept().rooms(), access, audited);
        this.userActions = new UserActions(node.process(), node.people().changes(), messageActions, access, audited);
        this.userExport = new UserExport(node.kept(), node.people(), access, audited);
        this.hookActions = new HookActions(
                node.hooks(),
                node.process(),
                node.settings().get().newNames(),
                node.kept().users(),
                node.people().changes(),
                access,
                audited);
    }

    /** @param line a request as it came */
    ConsoleAnswer answer(String line) {
        try {
            ConsoleRequest request = ConsoleRequest.decoded(line);
            return ConsoleAnswer.done(request.command().run(this, request));
        } catch (DeclinedException e) {
            return ConsoleAnswer.declined(String.valueOf(e.getMessage()));
        }
    }

    ServerViews serverViews() {
        return serverViews;
    }

    RoomViews roomViews() {
        return roomViews;
    }

    OperatorActions operatorActions() {
        return operatorActions;
    }

    ServerActions serverActions() {
        return serverActions;
    }

    MessageActions messageActions() {
        return messageActions;
    }

    UserActions userActions() {
        return userActions;
    }

    UserExport userExport() {
        return userExport;
    }

    HookActions hookActions() {
        return hookActions;
    }
}

package dev.roomtalk.server.store;

class KeptEngineTest extends EngineContract {
    @Override
    protected Engine open() {
        return new KeptEngine();
    }

    @Override
    protected Engine restart(Engine crashed) {
        return ((KeptEngine) crashed).restart();
    }
}

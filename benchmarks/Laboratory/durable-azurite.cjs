// Preloaded into Azurite by the fault runs. Azurite keeps everything in memory and saves it every five seconds, so a killed
// Azurite forgets writes that it has answered, which Azure Storage never does. With this, no answer leaves before what it may
// speak of is in a file: one save at a time, for all answers that wait for it.
'use strict';

const http = require('http');
const path = require('path');
const Loki = require(path.join(process.env.AZURITE_NODE_MODULES, 'lokijs'));

// A store counts once it is loaded, or saved for the first time. To save one while it loads would stop its saves for good.
const stores = new Set();
for (const name of ['loadDatabaseInternal', 'saveDatabaseInternal']) {
  const internal = Loki.prototype[name];
  Loki.prototype[name] = function (...parameters) {
    const callback = parameters.pop();
    return internal.call(this, ...parameters, error => {
      callback?.(error);
      stores.add(this);
    });
  };
}

const isBehind = store => store.throttledSavePending || store.autosaveDirty();
const isOfExtents = store => store.filename.includes('extent');
const save = store => new Promise((done, failed) => store.saveDatabase(error => (error ? failed(error) : done())));

// What names a stretch of a file is saved after the list of stretches, so that a kill in between leaves nothing without its content.
async function saveAll() {
  const behind = [...stores].filter(isBehind);
  await Promise.all(behind.filter(isOfExtents).map(save));
  await Promise.all(behind.filter(store => !isOfExtents(store)).map(save));
}

// A save starts once the steps of every transaction that is under way are done: they follow one another without a pause.
const end = http.ServerResponse.prototype.end;
http.ServerResponse.prototype.end = function (...parameters) {
  if (![...stores].some(isBehind)) {
    return end.apply(this, parameters);
  }

  setImmediate(() => saveAll().then(() => end.apply(this, parameters), () => this.destroy()));
  return this;
};

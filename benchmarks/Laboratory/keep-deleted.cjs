// Preloaded into an Azurite that keeps everything in memory. From its tenth minute on it would throw away what was deleted, one message
// and one blob at a time, and answer nobody meanwhile, which Azure Storage never does. With this it keeps all of it until it ends.
'use strict';

const path = require('path');
const source = path.join(process.env.AZURITE_NODE_MODULES, 'azurite', 'dist', 'src');
for (const collector of ['blob/gc/BlobGCManager', 'queue/gc/QueueGCManager']) {
  require(path.join(source, collector)).default.prototype.start = async () => {};
}

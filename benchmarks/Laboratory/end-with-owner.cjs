// Preloaded into Azurite, so that it ends with the run that started it, however that ends.
'use strict';

process.stdin.on('error', () => {}).on('end', () => process.exit()).resume().unref();

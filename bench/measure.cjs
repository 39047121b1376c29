/** Preloaded into a measured process: writes its own peak memory when it ends. */
const fs = require('node:fs');

const file = process.env.BENCH_USAGE_FILE;
if (file !== undefined) {
  process.on('exit', () => {
    fs.writeFileSync(file, JSON.stringify({peakMb: process.resourceUsage().maxRSS / 1024}));
  });
}

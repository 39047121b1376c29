/** Preloaded into a measured process: writes its own CPU time and peak memory when it ends. */
const fs = require('node:fs');

const file = process.env.BENCH_USAGE_FILE;
if (file !== undefined) {
  process.on('exit', () => {
    const usage = process.resourceUsage();
    fs.writeFileSync(
      file,
      JSON.stringify({
        cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
        peakMb: usage.maxRSS / 1024,
      }),
    );
  });
}

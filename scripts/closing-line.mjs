/** A Vitest reporter whose one job is the last line that CI reads: `N passed, N failed`. */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === 'passed') passed++;
        else if (state === 'skipped') skipped++;
        else failed++;
      }
      // A file that could not be loaded has no tests to count, and is a failure all the same.
      if (module.errors().length > 0 || (tests.length === 0 && module.state() === 'failed')) failed++;
    }
    const line = `${passed} passed, ${failed} failed` + (skipped > 0 ? `, ${skipped} skipped` : '');
    process.on('exit', () => process.stdout.write(`\n${line}\n`));
  }
}

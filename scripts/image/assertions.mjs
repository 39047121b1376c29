/** Assertions, one printed line each, and how many held. */
export function openAssertions() {
  let passed = 0;
  let failed = 0;
  return {
    /** Notes whether something holds; `found` is printed beside it, as a figure or as the fault. */
    assert: (holds, sentence, found = '') => {
      if (holds) passed += 1;
      else failed += 1;
      const note = found === '' ? '' : ` (${found})`;
      console.log(`${holds ? 'passed' : 'FAILED'}  ${sentence}${note}`);
    },
    counts: () => ({passed, failed}),
  };
}

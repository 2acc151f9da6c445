import { configure } from '@testing-library/react';

// How long `findBy…` and `waitFor` look for something before they fail: a second unless told otherwise, which a busy
// machine may need. This ends only what hangs.
configure({ asyncUtilTimeout: 120_000 });

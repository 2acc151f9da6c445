import { configure } from '@testing-library/react';

// `findBy…` and `waitFor` fail after one second by default, which is too short on a busy machine. This limit ends only
// tests that hang.
configure({ asyncUtilTimeout: 120_000 });

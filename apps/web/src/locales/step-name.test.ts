import { chooseLanguage, stepName } from './i18n.ts';

test.each([
  ['en', 'follow-up', 'Follow-up'],
  ['en', 'follow-up.2', 'Follow-up (time 2)'],
  ['es', 'follow-up.2', 'Segundo aviso (2.ª vez)'],
  ['es', 'notice', 'Aviso de corte de suministro'],
  ['es', 'own-step.2', 'own-step.2'],
] as const)('in %s, the step %s is called %s', async (language, stepId, name) => {
  await chooseLanguage(language);
  expect(stepName(stepId)).toBe(name);
});

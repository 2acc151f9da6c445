import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { taskFixture } from '../../../test/fixtures.ts';
import { type Answers, type Call, openPage, problem } from '../../../test/open-page.tsx';

const task = taskFixture();
const COMPLETE = `POST /v1/tasks/${task.id}/complete`;
const listed = (call: Call) => ({ items: call.query.get('state') === 'open' ? [task] : [], nextCursor: null });

async function openDialog(answers: Answers) {
  const page = openPage('/tasks', { 'GET /v1/tasks': listed, ...answers });
  await userEvent.click(await screen.findByRole('button', { name: 'Complete: Call, Aceros del Norte, S.A.' }));
  const dialog = await screen.findByRole('dialog');
  return {
    ...page,
    dialog: within(dialog),
    submit: () => userEvent.click(within(dialog).getByRole('button', { name: 'Complete' })),
    sent: () => page.calls.filter((call) => call.method === 'POST'),
  };
}

test('the dialog offers the outcomes of the task, and sends nothing until one is chosen', async () => {
  const { dialog, submit, sent } = await openDialog({});
  expect(dialog.getAllByRole('radio')).toHaveLength(task.outcomes.length);
  await submit();
  expect(dialog.getByText('Choose how it ended.')).toBeTruthy();
  expect(sent()).toEqual([]);
});

test('a promise needs a day, repeats the amount as it was read, and is sent with both', async () => {
  const { dialog, submit, sent } = await openDialog({ [COMPLETE]: { ...task, state: 'done' } });
  await userEvent.click(dialog.getByRole('radio', { name: 'Promised to pay' }));
  await submit();
  expect(dialog.getByText('Give the day that was promised.')).toBeTruthy();
  fireEvent.change(dialog.getByLabelText(/Promised for/), { target: { value: '2026-03-25' } });
  await userEvent.type(dialog.getByLabelText(/Amount/), '1,000');
  expect(dialog.getByText('Read as €1,000.00')).toBeTruthy();
  await submit();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent()[0]?.body).toEqual({
    outcome: 'promised',
    promise: { date: '2026-03-25', amount: '1000.00', currency: 'EUR' },
  });
});

test('a fault that the server finds is shown at its field, and the typed text stays', async () => {
  const { dialog, submit } = await openDialog({
    [COMPLETE]: problem(422, 'invalid-input', 'Some fields are wrong.', [
      { path: 'promise.date', message: 'That is too far away.' },
    ]),
  });
  await userEvent.click(dialog.getByRole('radio', { name: 'Promised to pay' }));
  const date = dialog.getByLabelText<HTMLInputElement>(/Promised for/);
  fireEvent.change(date, { target: { value: '2027-03-25' } });
  await userEvent.type(dialog.getByLabelText(/Note/), 'Spoke with Marta');
  await submit();
  const fault = await dialog.findByText('That is too far away.');
  expect(date.getAttribute('aria-describedby')?.split(' ')).toContain(fault.id);
  expect(date.value).toBe('2027-03-25');
  expect(dialog.getByLabelText<HTMLTextAreaElement>(/Note/).value).toBe('Spoke with Marta');
  expect(dialog.queryByRole('alert')).toBeNull();
});

test('a refusal that names no field is shown above the form, and the typed text stays', async () => {
  const { dialog, submit } = await openDialog({
    [COMPLETE]: problem(409, 'task-already-done', 'Luis has completed this task meanwhile.'),
  });
  await userEvent.click(dialog.getByRole('radio', { name: 'Disputes it' }));
  await userEvent.type(dialog.getByLabelText(/What is disputed/), 'Wrong goods');
  await submit();
  expect((await dialog.findByRole('alert')).textContent).toContain('Luis has completed this task meanwhile.');
  expect(dialog.getByLabelText<HTMLTextAreaElement>(/What is disputed/).value).toBe('Wrong goods');
});

test('a task can be claimed', async () => {
  const page = openPage('/tasks', {
    'GET /v1/tasks': listed,
    [`POST /v1/tasks/${task.id}/claim`]: { ...task, state: 'claimed' },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Claim: Call, Aceros del Norte, S.A.' }));
  expect(await screen.findByText('The task is yours.')).toBeTruthy();
  expect(page.calls.some((call) => call.path.endsWith('/claim'))).toBe(true);
});

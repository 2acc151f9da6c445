-- What an outcome added to a task that was open is taken out of it again when the outcome is taken back.
GRANT DELETE ON task_invoice TO puntual_app;

-- A person may retire a payment feed that sends no heartbeats any more, or was named by mistake.
GRANT DELETE ON feed_state TO puntual_app;

// A bundler that builds a page finds this in place of the server, and stops here: the name that it cannot resolve is the message.
// The server holds API keys; a page talks to it through @x/payment-client.
import "@x/payment-server runs on a server only; use @x/payment-client in the browser";

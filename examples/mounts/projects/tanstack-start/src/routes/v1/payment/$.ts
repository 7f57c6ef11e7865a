import { createFileRoute } from "@tanstack/react-router";
import { payment } from "../../../../payment.ts";

const answer = ({ request }: { request: Request }) => payment.fetch(request);
export const Route = createFileRoute("/v1/payment/$")({
  server: { handlers: { GET: answer, POST: answer, OPTIONS: answer } },
});

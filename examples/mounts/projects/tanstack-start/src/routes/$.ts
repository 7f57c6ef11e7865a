import { createFileRoute } from "@tanstack/react-router";
import { shop } from "../../shop.ts";

const answer = ({ request }: { request: Request }) => shop(request);
export const Route = createFileRoute("/$")({ server: { handlers: { GET: answer, POST: answer } } });

import type { LoaderFunctionArgs } from "react-router";
import { payment } from "../../payment.ts";

export const loader = ({ request }: LoaderFunctionArgs) => payment.fetch(request);
export const action = loader;

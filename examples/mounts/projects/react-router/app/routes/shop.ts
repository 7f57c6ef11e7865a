import type { LoaderFunctionArgs } from "react-router";
import { shop } from "../../shop.ts";

export const loader = ({ request }: LoaderFunctionArgs) => shop(request);
export const action = loader;

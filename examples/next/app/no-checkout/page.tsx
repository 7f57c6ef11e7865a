import Link from "next/link";

export default function Page() {
  return (
    <main>
      <h1>The checkout could not be opened</h1>
      <p>Nothing was paid. Please try again in a moment.</p>
      <Link href="/">Back to the shop</Link>
    </main>
  );
}

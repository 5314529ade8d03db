namespace Steadfast.Functions.Tests.Stage;

/// <summary>The first three bytes of loopback addresses, different for every stage of this process, so that test classes run side by side.</summary>
internal static class LoopbackFront
{
    private const int Third = 254;

    // Drawn, so that another process at the same time begins elsewhere; then counted: drawn ones would meet now and then.
    private static int Last = Random.Shared.Next(int.MaxValue / 2);

    /// <summary>The next one of a range.</summary>
    /// <param name="from">The first second byte.</param>
    /// <param name="to">The second byte behind the last one.</param>
    public static string Next(int from, int to)
    {
        int number = Interlocked.Increment(ref Last) % ((to - from) * Third);
        return $"127.{from + (number / Third)}.{1 + (number % Third)}";
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Steadfast.Local.Bench;

/// <summary>Measures what waiting instances cost, and how fast they go on after the process that held them was killed.</summary>
public static class WaitingInstances
{
    /// <summary>Starts the instances in a process, kills it with SIGKILL, and lets a second process finish them all.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(int count)
    {
        List<double> bytes = [];
        var resumed =
            await Figure.TakeAsync($"{count:N0} waiting instances, killed: all resumed and finished", "s", 5, atMost: true, async () =>
        {
            using var folder = new TemporaryFolder();
            bytes.Add(await StartAndKill(folder.Path, count));
            return await Resume(folder.Path, count);
        });
        return [
            new Figure(
                $"{count:N0} instances waiting on a timer", "KB each", [.. bytes.Skip(1).Select(each => each / 1000)], 20, AtMost: true),
            resumed];
    }

    private static async Task<double> StartAndKill(string folder, int count)
    {
        using var child = Start(WaitingChild.Verb, folder, count);
        try
        {
            string line = await Answer(child);
            return double.Parse(line, CultureInfo.InvariantCulture);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
    }

    /// <summary>Seconds from the start of the process, its own start-up included, until the last instance has finished.</summary>
    private static async Task<double> Resume(string folder, int count)
    {
        var time = Stopwatch.StartNew();
        using var child = Start(ResumingChild.Verb, folder, count);
        try
        {
            string finished = await Answer(child);
            return finished == count.ToString(CultureInfo.InvariantCulture)
                ? time.Elapsed.TotalSeconds
                : throw new InvalidOperationException($"{finished} of {count} instances finished after the kill");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync();
        }
    }

    private static Process Start(string verb, string folder, int count) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(WaitingInstances).Assembly.Location, verb, folder, $"{count}"]) { RedirectStandardOutput = true })!;

    private static async Task<string> Answer(Process child) =>
        await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the child process ended without an answer");
}

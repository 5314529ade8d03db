using System.Globalization;
using System.Text;

namespace Steadfast.Local.Bench;

/// <summary>
/// Number of messages between an alert and the action: on a back end with queues each of them waits until its queue is read.
/// </summary>
public static class HopsBench
{
    private const int MaxHops = 6;
    private const int MaxEvents = 40;

    /// <summary>Runs one incident of an instance and one of the database, and lists their messages.</summary>
    /// <returns>0 when the way of an instance and its history are as short as they must be, else 1.</returns>
    public static async Task<int> RunAsync(BenchOutput output)
    {
        Console.Error.WriteLine("measuring, about a minute:");
        HopsRun instance = await HopsRun.OfInstanceAsync();
        HopsRun database = await HopsRun.OfDatabaseAsync();
        Figure[] figures = [.. Figures(instance, MaxHops, MaxEvents), .. Figures(database, null, null)];
        Console.WriteLine(Text(instance));
        Console.WriteLine(Text(database));
        return await output.ConcludeAsync(figures, "figure (one run)", new[] { instance, database });
    }

    private static Figure[] Figures(HopsRun run, double? hops, double? events) =>
    [
        new($"{run.What}: messages from alert to action", "messages", [run.Way.Count], hops, AtMost: true),
        new($"{run.What}: messages in all", "messages", [run.Messages], null),
        new($"{run.What}: events in the history", "events", [run.Events], events, AtMost: true),
        new($"{run.What}: alert to action on this runtime", "ms", [run.Milliseconds], null),
    ];

    private static string Text(HopsRun run)
    {
        StringBuilder text = new($"{run.What}; from the alert to {run.Action}:");
        text.AppendLine();
        for (int hop = 0; hop < run.Way.Count; hop++)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {hop + 1,2}  {run.Way[hop].Kind,-20} {run.Way[hop].Name,-18} {(run.Way[hop].At - run.Way[0].At).TotalMilliseconds,6:0} "
                    + $"ms  {run.Way[hop].InstanceId}");
        }

        return text.ToString();
    }
}

using System.Net;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Has a web server make a trial write. The automation has no account in the database, and a database that only says it takes writes is not
/// enough. The web server changes one row in a table of its own, so that nothing is left behind, however often it is asked and whatever
/// breaks off.
/// </summary>
public sealed class WriteProbe(HttpClient http, IOptions<StackOptions> stack, TimeProvider clock)
{
    // The web application answers within 2 s, whatever the database does.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    // A report is some ten bytes; one that does not end is not read to its end.
    private const int MaxBytes = 4 * 1024;

    /// <summary>Tries once. Never throws for what the instance does.</summary>
    public async Task<WriteTrial> TryAsync(string instance, string address, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = new(MaxWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        Uri trial = new UriBuilder(Uri.UriSchemeHttp, address, stack.Value.InstancePort, stack.Value.WriteTrialPath).Uri;
        try
        {
            return await AskAsync(instance, trial, either.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new(
                instance, WriteOutcome.Failed,
                "no write was made: it does not answer "
                    + $"({(failure as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded})");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new(instance, WriteOutcome.Failed, $"no write was made: it does not answer within {MaxWait.TotalSeconds:0} s");
        }
    }

    private async Task<WriteTrial> AskAsync(string instance, Uri trial, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, trial);
        using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return new(instance, WriteOutcome.NotOffered, $"no write was made: it makes none ({(int)answer.StatusCode})");
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return new(instance, WriteOutcome.Failed, $"no write was made: it answers {(int)answer.StatusCode}");
        }

        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellation);
        return Parse(instance, await TailText.ReadAsync(body, MaxBytes, MaxBytes, cancellation));
    }

    /// <summary>Reads a report: <c>{"written":false,"error":"readOnly"}</c>.</summary>
    internal static WriteTrial Parse(string instance, string json)
    {
        if (JsonPart.Read(json) is not { } report)
        {
            return new(instance, WriteOutcome.Failed, "no write was made: its report is not JSON");
        }

        return (report["written"].Flag, report["error"].Text) switch
        {
            (true, _) => new(instance, WriteOutcome.Written, "a write was taken"),
            (false, "readOnly" or "diskFull") and var (_, code) =>
                new(instance, WriteOutcome.Refused, $"the database refused a write ({code})"),
            (false, var code) => new(instance, WriteOutcome.Failed, $"a write failed ({Word(code)})"),
            _ => new(instance, WriteOutcome.Failed, "no write was made: its report says nothing of one"),
        };
    }

    // What a web server gives as a reason is shown to people; a code is one short word.
    private static string Word(string? code)
    {
        if (code is { Length: <= 40 } && code.All(char.IsAsciiLetterOrDigit))
        {
            return code;
        }

        return "for no reason that is known";
    }
}

/// <summary>Decides whether a look makes a write of its own, and through which web server. Pure.</summary>
public static class WriteTrialPolicy
{
    /// <summary>
    /// Chooses the web server to write through; null when none is needed. One write is made for each look at which the web servers say
    /// that the database takes no writes, or one says that its disk is full. One that says it writes is taken first, as its write can
    /// prove the others wrong.
    /// </summary>
    public static InstanceReport? Choose(IReadOnlyList<InstanceReport> answers, int turn)
    {
        WebTierView tier = WebTierView.Of(answers);
        if (WebTierVotes.Of(tier) != WebTierVote.ReadOnly && WebTierVotes.OfDiskFull(tier) == 0)
        {
            return null;
        }

        InstanceReport[] from = [.. answers.Where(answer => answer.Status.Database is DatabaseView.Ok or DatabaseView.Slow)];
        if (from.Length == 0)
        {
            from = [.. answers.Where(answer => answer.Status.Database == DatabaseView.ReadOnly)];
        }

        return from[turn % from.Length];
    }
}

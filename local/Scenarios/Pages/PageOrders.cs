using Steadfast.Local.Scenarios.Pages.Breaking;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Carries out what is asked for on the page. Each says why it was not done; null when it was.</summary>
/// <param name="show">What is shown.</param>
/// <param name="ask">Asks for another stack, that of a story or with null the whole one; null when the page may not.</param>
internal sealed class PageOrders(TwinShow show, Action<IScenario?>? ask)
{
    /// <summary>True when the page may ask for another stack.</summary>
    public bool AreTaken => ask is not null;

    /// <summary>Does a fault.</summary>
    /// <param name="fault">Its name, as a caller sent it.</param>
    /// <param name="target">Number of the web server or of the zone, as a caller sent it.</param>
    public Task<string?> BreakAsync(string fault, string target, CancellationToken ct) => TryAsync(board => board.DoAsync(fault, target, ct));

    /// <summary>Ends every fault that lasts.</summary>
    public Task<string?> MendAsync(CancellationToken ct) => TryAsync(async board =>
    {
        await board.MendAsync(ct);
        return null;
    });

    /// <summary>Plays a story, on a stack of its own.</summary>
    /// <param name="name">Its name, as a caller sent it.</param>
    public string? Play(string name) =>
        ScenarioCatalog.All.FirstOrDefault(scenario => scenario.Name == name) is { } story ? Order(story) : "There is no such story. GET /twin/api/catalog names them all.";

    /// <summary>Builds the whole stack anew, whatever goes on.</summary>
    public string? BuildAnew() => Order(null);

    private string? Order(IScenario? story)
    {
        if (ask is null)
        {
            return "./steadfast demo plays its own stories. Choose one with ./steadfast up.";
        }

        ask(story);
        return null;
    }

    private async Task<string?> TryAsync(Func<FaultBoard, Task<string?>> act)
    {
        if (show.Now is not { Faults: { } board, Phase: var phase })
        {
            return "The stack is being built. Wait until it is there.";
        }

        if (phase == StagePhase.Playing)
        {
            return $"A story is being played, and it would be spoiled. Wait for its end{(AreTaken ? ", or stop it" : "")}.";
        }

        try
        {
            return await act(board);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // A server that was killed a moment ago cannot have its disk filled: that is said, and no fault of the page.
            return problem.Message;
        }
    }
}

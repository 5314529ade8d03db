namespace Steadfast.Local.Runtime;

/// <summary>One turn of an execution, from the messages it takes to what leaves once it is durable.</summary>
internal sealed class Turn(Engine engine, OrchestrationInstance instance, Execution live)
{
    public async ValueTask RunAsync(List<Message> batch)
    {
        if (new TurnBuilder(engine, instance.Id, live, engine.UtcNow).Build(batch) is not { } turn)
        {
            return;
        }

        await engine.Store.EnterAsync();
        try
        {
            if (instance.TryRecord(live, turn, out ValueTask durable))
            {
                await engine.CommittedAsync(turn, durable);
                Depart(turn);
            }
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    /// <summary>The turn is durable: only now does anything leave.</summary>
    private void Depart(TurnCommit turn)
    {
        instance.Settle(live, turn);
        OpenActions.SetGoing(engine, instance, live, turn.News);
        foreach (Message message in turn.SentToOthers)
        {
            engine.Receivers.Deliver(message);
        }
    }
}

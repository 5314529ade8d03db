using Steadfast.Local.Bench;

switch (args)
{
    case ["runtime", .. var options]:
        return await RuntimeBench.RunAsync(options is ["--json", var file] ? file : null);
    case [WaitingChild.Verb, var folder, var count]:
        return await WaitingChild.RunAsync(folder, int.Parse(count));
    case [ResumingChild.Verb, var folder, var count]:
        return await ResumingChild.RunAsync(folder, int.Parse(count));
    default:
        Console.Error.WriteLine("usage: runtime [--json FILE]");
        return 2;
}

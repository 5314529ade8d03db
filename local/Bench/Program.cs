using Steadfast.Local.Bench;

switch (args)
{
    case ["runtime"]:
        return await RuntimeBench.RunAsync(jsonFile: null, only: "");
    case ["runtime", "--json", var file]:
        return await RuntimeBench.RunAsync(file, only: "");
    case ["runtime", "--only", var part]:
        return await RuntimeBench.RunAsync(jsonFile: null, part);
    case ["alerts"]:
        return await AlertsBench.RunAsync(jsonFile: null);
    case ["alerts", "--json", var file]:
        return await AlertsBench.RunAsync(file);
    case ["hops"]:
        return await HopsBench.RunAsync(jsonFile: null);
    case ["hops", "--json", var file]:
        return await HopsBench.RunAsync(file);
    case ["webapp"]:
        return await WebappBench.RunAsync(jsonFile: null);
    case ["webapp", "--json", var file]:
        return await WebappBench.RunAsync(file);
    case [WebappBareServer.Verb, var address]:
        return await WebappBareServer.RunAsync(address);
    case [WaitingChild.Verb, var folder, var count]:
        return await WaitingChild.RunAsync(folder, int.Parse(count));
    case [ResumingChild.Verb, var folder, var count]:
        return await ResumingChild.RunAsync(folder, int.Parse(count));
    default:
        Console.Error.WriteLine("usage: runtime [--json FILE | --only memory|journal|waiting|crowd|replay], alerts [--json FILE], hops [--json FILE], or webapp [--json FILE]");
        return 2;
}

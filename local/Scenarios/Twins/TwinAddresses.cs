using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>
/// Every address of one twin, derived from one number, so that several run side by side. Number 0 is 127.0.0.1 and 127.0.1.4–6,
/// number 7 is 127.7.0.1 and 127.7.1.4–6. Holding it keeps others from using the same number.
/// </summary>
public sealed class TwinAddresses : IDisposable
{
    private const int ClaimPort = 8079;
    private const int DatabasePort = 3306;
    private const int CachePort = 6379;
    private const int SignInPort = 9000;
    private const int FirstHost = 4;
    private const int HostsPerSubnet = 250;
    private const int SecondSubnet = 16;
    private readonly TcpListener _claim;

    private TwinAddresses(int number, TcpListener claim)
    {
        Number = number;
        _claim = claim;
    }

    /// <summary>The number, 0 to 254.</summary>
    public int Number { get; }

    /// <summary>The load balancer's front end, where clients go.</summary>
    public IPEndPoint FrontEnd => new(Front, 8080);

    /// <summary>The URL that clients ask for.</summary>
    public Uri ClientUrl => new($"http://{FrontEnd}/");

    /// <summary>The Function App.</summary>
    public Uri Functions => new($"http://{Front}:7071");

    /// <summary>The console and the twin's page, side by side; the rest of it leads to the Function App.</summary>
    public static Uri PageOf(int number) => new($"http://127.{number}.0.1:7070");

    /// <summary>The same for this number.</summary>
    public Uri Page => PageOf(Number);

    /// <summary>
    /// The Function App in Core Tools, which want a port that is free on every address of the machine: each twin has its own.
    /// </summary>
    public Uri CoreTools => new($"http://{Front}:{7071 + Number}");

    /// <summary>Address at which its identity is given tokens.</summary>
    public Uri Identity => new($"http://{Front}:8092");

    /// <summary>Blobs of its storage.</summary>
    public IPEndPoint Blobs => new(Front, 10000);

    /// <summary>Queues of its storage.</summary>
    public IPEndPoint Queues => new(Front, 10001);

    /// <summary>Tables of its storage.</summary>
    public IPEndPoint Tables => new(Front, 10002);

    /// <summary>The emulated control plane.</summary>
    public Uri Azure => new($"http://{Front}:8090");

    /// <summary>The same with TLS, for tools that take nothing else.</summary>
    public Uri AzureTls => new($"https://{Front}:8443");

    /// <summary>Address at which people are told.</summary>
    public Uri Notices => new($"http://{Front}:8091");

    /// <summary>The pages of the Aspire dashboard.</summary>
    public Uri Dashboard => new($"http://{Front}:18888");

    /// <summary>Address at which the Aspire dashboard receives traces and metrics.</summary>
    public Uri DashboardReceiver => new($"http://{Front}:4318");

    /// <summary>The port of every web server.</summary>
    public int WebPort => 8080;

    /// <summary>The port, on the address of every web server, of <see cref="InstanceWay"/>.</summary>
    public int InstanceWayPort => 8081;

    /// <summary>The private address of a web server. Those beyond the first 250 are in further subnets.</summary>
    /// <param name="index">0 for the first.</param>
    public IPAddress Web(int index)
    {
        int subnet = index / HostsPerSubnet;
        return IPAddress.Parse($"127.{Number}.{(subnet == 0 ? 1 : SecondSubnet + subnet)}.{FirstHost + (index % HostsPerSubnet)}");
    }

    /// <summary>Address at which the Function App reaches the database.</summary>
    public IPEndPoint DatabaseForFunctions => DatabaseAt(2, 1);

    /// <summary>Address at which it does on a <see cref="GreetingWay"/>.</summary>
    public IPEndPoint GreetingWay => new(DatabaseForFunctions.Address, DatabasePort + 1);

    /// <summary>
    /// Address at which a web server reaches the database; each has an address of its own, so that each can be cut off by itself.
    /// </summary>
    /// <param name="index">0 for the first.</param>
    public IPEndPoint DatabaseForWeb(int index) => DatabaseAt(3, FirstHost + index);

    /// <summary>Address that a server of the database itself listens on.</summary>
    /// <param name="number">1 and 2 for the pair, 3 for one that is restored from a backup.</param>
    public IPEndPoint DatabaseServer(int number) => DatabaseAt(2, FirstHost + number - 1);

    /// <summary>Address at which the web servers reach the cache.</summary>
    public IPEndPoint Cache => CacheAt(1);

    /// <summary>Address at which a server of the cache itself listens.</summary>
    /// <param name="number">1 or 2.</param>
    public IPEndPoint CacheServer(int number) => CacheAt(FirstHost + number - 1);

    /// <summary>Address at which the web servers reach the storage of files.</summary>
    public IPEndPoint Files => new(IPAddress.Parse($"127.{Number}.5.1"), 10000);

    /// <summary>Address of the sign-in provider.</summary>
    public Uri SignIn => new($"http://127.{Number}.6.1:{SignInPort}/");

    private IPEndPoint CacheAt(int host) => new(IPAddress.Parse($"127.{Number}.4.{host}"), CachePort);

    private IPEndPoint DatabaseAt(int subnet, int host) => new(IPAddress.Parse($"127.{Number}.{subnet}.{host}"), DatabasePort);

    private IPAddress Front => IPAddress.Parse($"127.{Number}.0.1");

    /// <summary>Every address that a twin of three web servers listens on; what only some twins use is among them.</summary>
    public IReadOnlyList<IPEndPoint> All =>
    [
        Claimed(Number), FrontEnd, .. new[] { Page, Functions, Azure, AzureTls, Notices }.Select(url => IPEndPoint.Parse(url.Authority)),
        .. Enumerable.Range(0, 3).Select(index => new IPEndPoint(Web(index), WebPort)),
        DatabaseForFunctions, .. Enumerable.Range(0, 3).Select(DatabaseForWeb), .. Enumerable.Range(1, 3).Select(DatabaseServer),
        Cache, .. Enumerable.Range(1, 2).Select(CacheServer), Files, IPEndPoint.Parse(SignIn.Authority),
    ];

    /// <summary>Addresses that Core Tools and their storage listen on besides.</summary>
    public IReadOnlyList<IPEndPoint> OfCoreTools =>
        [new(IPAddress.Any, CoreTools.Port), IPEndPoint.Parse(Identity.Authority), Blobs, Queues, Tables];

    /// <summary>Addresses that the Aspire dashboard listens on besides.</summary>
    public IReadOnlyList<IPEndPoint> OfDashboard => [IPEndPoint.Parse(Dashboard.Authority), IPEndPoint.Parse(DashboardReceiver.Authority)];

    /// <summary>Makes sure that some more addresses are free.</summary>
    /// <exception cref="MachineException">Another program has one of them.</exception>
    public void RequireFree(IEnumerable<IPEndPoint> addresses)
    {
        if (FirstTaken(addresses) is { } taken)
        {
            throw Taken(taken, Number);
        }
    }

    /// <summary>Claims one number.</summary>
    /// <param name="number">0 to 254.</param>
    /// <param name="hasPage">True when this process listens at <see cref="Page"/> already.</param>
    /// <exception cref="MachineException">A twin with this number runs already, or another program has one of its addresses.</exception>
    public static TwinAddresses Claim(int number, bool hasPage = false)
    {
        TwinAddresses claimed = TryClaim(number)
            ?? throw new MachineException($"A twin with number {number} runs already: it holds {Claimed(number)}. End it, or choose "
                + "another with --twin N (0 to 254).");
        IPEndPoint page = IPEndPoint.Parse(claimed.Page.Authority);
        if (FirstTaken(claimed.All.Skip(1).Where(address => !hasPage || !address.Equals(page))) is not { } taken)
        {
            return claimed;
        }

        claimed.Dispose();
        throw Taken(taken, number);
    }

    /// <summary>Claims any number whose addresses are free, beginning at 50 to keep away from those a person would choose.</summary>
    /// <exception cref="MachineException">None was found.</exception>
    public static TwinAddresses ClaimAny() => Enumerable.Range(0, 200)
        .Select(_ => TryClaim(Random.Shared.Next(50, 255)))
        .FirstOrDefault(IsFree)
        ?? throw new MachineException("No free twin number was found; end other twins.");

    /// <inheritdoc/>
    public void Dispose() => _claim.Dispose();

    private static IPEndPoint Claimed(int number) => new(IPAddress.Parse($"127.{number}.0.1"), ClaimPort);

    private static bool IsFree(TwinAddresses? claimed)
    {
        if (claimed is null || FirstTaken(claimed.All.Skip(1)) is null)
        {
            return claimed is not null;
        }

        claimed.Dispose();
        return false;
    }

    private static MachineException Taken(IPEndPoint address, int number) =>
        new($"{address} is taken by another program, and twin {number} needs it. End that program, or choose another twin with --twin N (0 to 254).");

    private static IPEndPoint? FirstTaken(IEnumerable<IPEndPoint> addresses)
    {
        IPEndPoint[] listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        return addresses.FirstOrDefault(
            address => listening.Any(other => other.Port == address.Port && Covers(other.Address, address.Address)));
    }

    private static bool Covers(IPAddress listening, IPAddress address) =>
        address.Equals(IPAddress.Any)
            || listening.Equals(IPAddress.Any) || listening.Equals(IPAddress.IPv6Any) || listening.Equals(address)
            || listening.Equals(address.MapToIPv6());

    private static TwinAddresses? TryClaim(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 254);
        TcpListener listener = new(Claimed(number));
        try
        {
            listener.Start();
            return new(number, listener);
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}

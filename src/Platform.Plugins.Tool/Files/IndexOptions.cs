using System.CommandLine;
using System.CommandLine.Parsing;
using Platform.Plugins.Index;

namespace Platform.Plugins.Tool.Files;

/// <summary>The index that is read, and what was seen of it before.</summary>
internal sealed class IndexOptions
{
    private static readonly TimeSpan FileTimeout = TimeSpan.FromMinutes(5);

    private readonly Option<string> _place = new("--index")
    {
        Description = "The index: a folder, or an address of http or https.",
        HelpName = "PLACE",
    };

    private readonly Option<FileInfo> _memory = new("--seen-index")
    {
        Description = "File that remembers what was seen of the index, which 'index follow' begins.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_place);
        command.Add(_memory);
    }

    /// <summary>Both, or neither where they may be left out.</summary>
    public void Validate(CommandResult result, bool isRequired)
    {
        var (place, memory) = (result.GetValue(_place), result.GetValue(_memory));
        if ((place is null) != (memory is null) || (isRequired && place is null))
            result.AddError("An index is read with what was seen of it before: --index PLACE --seen-index FILE.");
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_place) is not null;

    public IPluginIndexFiles Files(ParseResult parsed, TimeProvider time)
    {
        var place = parsed.GetRequiredValue(_place);
        var isAddress = Uri.TryCreate(place, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        // The client ends with the program.
        return isAddress ? new PluginIndexWebsite(Client(), address!, time) : new PluginIndexFolder(place);
    }

    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = FileTimeout };

    public PluginIndexReader Open(ParseResult parsed, TimeProvider time) =>
        new(Files(parsed, time), PluginIndexMemory.Open(parsed.GetRequiredValue(_memory).FullName), time);
}

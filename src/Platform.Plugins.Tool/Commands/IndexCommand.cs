using System.CommandLine;
using System.Globalization;
using Platform.Plugins.Index;
using Platform.Plugins.Signatures;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>index</c>: makes an index, in a folder that any web server shows.</summary>
internal sealed class IndexCommand(Option<bool> isJson, TextWriter output, TimeProvider time)
{
    private const string FolderIs = "The folder of the index.";

    public Command Create() => new("index", "Makes and reads indexes of plugins: files on any web server, which nobody has to trust.")
    {
        Begin(), Publish(), Renew(), Keys(),
        new FollowCommand(isJson, output).Create(),
        new SearchCommand(isJson, output, time).Create(),
        new MirrorCommand(isJson, output, time).Create(),
    };

    private Command Begin() => WithKeys(
        "begin", "Begins an index that offers nothing yet. Give root/1.json to those who are to read it, by another way.",
        static (publisher, keys, lifetimes, signers) => publisher.Begin(keys.Root, keys.Index, lifetimes.Keys, lifetimes.State, signers));

    private Command Keys() => WithKeys(
        "keys", "Exchanges the keys of an index, because they expire or somebody else has them.",
        static (publisher, keys, lifetimes, signers) =>
            publisher.ChangeKeys(keys.Root, keys.Index, lifetimes.Keys, lifetimes.State, signers));

    private Command Publish()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = FolderIs };
        var (signer, trust) = (new SignerOptions(), new TrustFile());
        var packages = new Argument<FileInfo[]>("PACKAGE") { Description = "The packages, signed.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("publish", "Offers packages. Those that are there stay.") { folder, packages, trust.Option };
        signer.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var bytes = new List<ReadOnlyMemory<byte>>();
            foreach (var file in parsed.GetRequiredValue(packages))
                bytes.Add(await PackageFile.ReadAsync(file, cancellationToken).ConfigureAwait(false));
            var policy = await trust.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
            var publisher = Open(parsed, folder);
            await signer.SignAsync(parsed, keys => publisher.Publish(bytes, policy, signer.Lifetime(parsed), keys), cancellationToken)
                .ConfigureAwait(false);
            return await EndAsync(parsed, "publish", "published").ConfigureAwait(false);
        });
        return command;
    }

    private Command Renew()
    {
        var (folder, signer) = (new Argument<DirectoryInfo>("FOLDER") { Description = FolderIs }, new SignerOptions());
        var command = new Command("renew", "Says anew that there is nothing newer. Readers refuse a state that has expired.") { folder };
        signer.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var publisher = Open(parsed, folder);
            await signer.SignAsync(parsed, keys => publisher.Renew(signer.Lifetime(parsed), keys), cancellationToken).ConfigureAwait(false);
            return await EndAsync(parsed, "renew", "renewed").ConfigureAwait(false);
        });
        return command;
    }

    private Command WithKeys(
        string name, string description,
        Action<PluginIndexPublisher, (PluginIndexKeys Root, PluginIndexKeys Index), (TimeSpan Keys, TimeSpan State),
            IReadOnlyList<PublisherSigningKey>> act)
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = FolderIs };
        var (signer, ring) = (new SignerOptions(), new IndexKeyOptions());
        var command = new Command(name, description) { folder };
        ring.AddTo(command);
        signer.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var keys = await ring.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
            var (publisher, lifetimes) = (Open(parsed, folder), (ring.Lifetime(parsed), signer.Lifetime(parsed)));
            await signer.SignAsync(parsed, signers => act(publisher, keys, lifetimes, signers), cancellationToken).ConfigureAwait(false);
            return await EndAsync(parsed, name, "signed").ConfigureAwait(false);
        });
        return command;
    }

    private PluginIndexPublisher Open(ParseResult parsed, Argument<DirectoryInfo> folder) =>
        new(parsed.GetRequiredValue(folder).FullName, time);

    private Task<int> EndAsync(ParseResult parsed, string command, string result) =>
        new Answer(output, parsed.GetValue(isJson), string.Create(CultureInfo.InvariantCulture, $"index {command}")).EndAsync(result);
}

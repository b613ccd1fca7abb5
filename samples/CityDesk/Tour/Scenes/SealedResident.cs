using System.Text;
using CityDesk.Commands;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Tour.Scenes;

/// <summary>What a resident says of herself is in no file, is found by her address, and is gone for good when she asks for it.</summary>
internal sealed class SealedResident : IScene
{
    private const string Address = "mara.quill@mail.example";

    public string Name => "resident";

    public string Title => "A resident's data is not in the database, is found by her e-mail address, and is shredded with a receipt.";

    public async Task PlayAsync(TourDesk desk, Narrator tell, CancellationToken cancellationToken)
    {
        var number = await desk.FileAsync("A mattress behind the bus stop", Address, cancellationToken);
        await tell.DoAsync($"Mara Quill has filed request {number}, and left her address, {Address}.");

        await tell.CheckAsync(!await IsInPlaintextAsync(desk, Address, cancellationToken), desk.IsOnServer ? "no row of the database has it in plaintext" : "no file of the desk has it in plaintext");

        var found = await desk.CallAsync(cancellationToken, "residents", "find", Address);
        await tell.DoAsync($"citydesk residents find {Address}");
        await tell.QuoteAsync(found.Out + found.Error);
        await tell.CheckAsync(found.ExitCode == ExitCodes.Success && found.Out.Contains("Mara Quill", StringComparison.Ordinal), "she is found by it");

        await tell.DoAsync($"She asks to be forgotten: citydesk residents erase {Address}");
        var erased = await desk.CallAsync(cancellationToken, "residents", "erase", Address);
        await tell.QuoteAsync(erased.Error);
        await tell.CheckAsync(erased.ExitCode == ExitCodes.Success && erased.Out.Trim().Length > 0, "her key is destroyed, and there is a signed receipt of it");

        var gone = await desk.CallAsync(cancellationToken, "residents", "find", Address);
        await tell.QuoteAsync(gone.Error);
        await tell.CheckAsync(gone.ExitCode != ExitCodes.Success, "nobody is found any more");
        using var request = await desk.Staff.GetAsync($"/api/v1/requests/{number}", cancellationToken);
        await tell.CheckAsync(request.IsSuccessStatusCode, "the request itself is still there: the mattress is too");
    }

    private static async Task<bool> IsInPlaintextAsync(TourDesk desk, string text, CancellationToken cancellationToken)
    {
        if (desk.IsOnServer)
        {
            await using var inside = await desk.OpenInsideAsync(cancellationToken);
            return await inside.InDatabaseAsync(async context =>
            {
                var like = $"%{text}%";
                return await context.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM "Requests" r WHERE r::text LIKE {like}""").SingleAsync(cancellationToken) > 0;
            });
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var path in Directory.EnumerateFiles(desk.Folder, "*", SearchOption.AllDirectories))
        {
            // Files that are only there to be locked are empty, and cannot be opened either.
            if (new FileInfo(path).Length == 0)
                continue;
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var copy = new MemoryStream();
            await file.CopyToAsync(copy, cancellationToken);
            if (copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(bytes) >= 0)
                return true;
        }

        return false;
    }
}

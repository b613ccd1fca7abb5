using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CityDesk.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The desk refuses a database that has requests from before, so these columns are empty; a rebuild of the table could not be undone half-way.
            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_Phone";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_Phone" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_LastName";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_LastName" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_FirstName";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_FirstName" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_Email";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_Email" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_DeviceId";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_DeviceId" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_AccountId";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_AccountId" BLOB NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Answers";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Answers" BLOB NULL;""");

            migrationBuilder.AddColumn<string>(
                name: "Key",
                table: "Requests",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterEmailIndex",
                table: "Requests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "ReporterPhoneIndex",
                table: "Requests",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResidentId",
                table: "Requests",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_Key",
                table: "Requests",
                column: "Key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests",
                column: "ReporterEmailIndex");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests",
                column: "ReporterPhoneIndex");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_Key",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Key",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterEmailIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReporterPhoneIndex",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ResidentId",
                table: "Requests");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_Phone";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_Phone" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_LastName";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_LastName" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_FirstName";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_FirstName" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_Email";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_Email" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_DeviceId";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_DeviceId" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Reporter_AccountId";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Reporter_AccountId" TEXT NULL;""");

            migrationBuilder.Sql("""ALTER TABLE "Requests" DROP COLUMN "Answers";""");
            migrationBuilder.Sql("""ALTER TABLE "Requests" ADD COLUMN "Answers" TEXT NULL;""");
        }
    }
}
